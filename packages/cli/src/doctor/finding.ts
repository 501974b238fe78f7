/** One thing that was looked at. */
export interface Finding {
  /** A stable name for programs. */
  readonly id: string
  /** `note` is worth knowing, and no fault. */
  readonly level: 'ok' | 'note' | 'wrong' | 'skipped'
  readonly title: string
  /** What to do about it. */
  readonly mend?: string
  readonly link?: string
}

export const ok = (id: string, title: string): Finding => ({ id, level: 'ok', title })

export const skipped = (id: string, title: string): Finding => ({ id, level: 'skipped', title })

export const note = (id: string, title: string, mend?: string): Finding => ({
  ...{ id, level: 'note', title },
  ...(mend !== undefined && { mend }),
})

export const wrong = (id: string, title: string, mend: string, link?: string): Finding => ({
  ...{ id, level: 'wrong', title, mend },
  ...(link !== undefined && { link }),
})
