interface ChromiumLaunch {
    executablePath: string;
    args: string[];
}
/** Finds Chromium, installs it where that is possible (Debian, as root), or says what to do. */
export declare function chromium(): ChromiumLaunch;
export {};
//# sourceMappingURL=chromium.d.ts.map