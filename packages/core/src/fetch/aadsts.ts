/**
 * Error codes of Entra that no person at the keyboard can mend, whatever OAuth error they come with: an
 * administrator, the developer or time has to.
 *
 * @see [Microsoft Entra authentication error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
 */
const beyondPersons = new Set(
  // Blocked by a policy, or by what the device or the place is.
  (
    '53003 53000 53001 53002 53010 53011 530032 530034 530035 50131 50005 ' +
    // The account: disabled, locked, of another tenant, not assigned.
    '50057 50053 50034 50020 51004 50014 16003 50105 500212 500213 50002 500021 500022 50155 50161 50170 ' +
    // Consent and licences that only an administrator gives.
    '90094 90095 650052 650054 650056 90099 7000112 70001 1000031 7000222 ' +
    // The application's registration, secret, scopes or resource.
    '700016 700011 500011 50001 650057 90002 90019 50059 50194 9002332 90130 90124 90038 900382 900432 ' +
    '7000215 7000218 700025 700027 700024 700021 70002 50012 700030 50011 70004 900971 9002325 9002326 ' +
    '70011 28002 28003 700022 1002012 901002 9010010 70003 9001023 900144 90014 90023 9002313 90100 65002 ' +
    // The assertion of an on-behalf-of request, and a client in a loop.
    '50013 500131 500133 240002 7000114 50196'
  ).split(' '),
)

/** Codes that say a person must act, for errors that hold no more than a text. */
const forPersons = new Set(
  (
    '50076 50074 50078 50079 50072 50158 50097 50173 50132 50133 70043 70008 700082 700084 50089 50139 ' +
    '50085 50058 16000 16001 16002 160021 50140 50199 50168 51006 50197 65001 65004 50125 50055 50144 ' +
    '50135 50126 50056 50064 500121 50127 50129 53004'
  ).split(' '),
)

/** Codes of Entra's own trouble, which the next try may not meet. */
const passing = new Set('90033 90006 90012 90024 90090 50033 50087 50088'.split(' '))

export const isBeyondPersons = (code: string): boolean => beyondPersons.has(code)
export const isForPersons = (code: string): boolean => forPersons.has(code)
export const isPassing = (code: string): boolean => passing.has(code)
