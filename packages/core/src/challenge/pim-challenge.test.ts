import { describe, expect, it } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import { pimChallenge } from './pim-challenge.ts'

const claims = authContext('c1')
const code = 'RoleAssignmentRequestAcrsValidationFailed'
const encoded =
  '%7B%22access_token%22%3A%7B%22acrs%22%3A%7B%22essential%22%3Atrue%2C%20%22value%22%3A%22c1%22%7D%7D%7D'
const refuse = (message: string, status = 400, name = code) =>
  Response.json({ error: { code: name, message } }, { status })

describe('the challenge of PIM', () => {
  it.each<[string, string]>([
    ['percent-encoded', `&claims=${encoded}`],
    ['with plus signs for spaces', `&claims=${encoded.replace('%20', '+')}`],
    ['after other words', `Authenticate again: claims=abc or &claims=${encoded}&x=1`],
    ['as JSON', `&claims=${JSON.stringify(claims)}`],
    ['as base64', `&claims=${btoa(JSON.stringify(claims))}`],
    [
      'in an error in the message',
      JSON.stringify({ errorCode: code, message: `&claims=${encoded}` }),
    ],
  ])('is read %s', async (_, message) => {
    expect(await pimChallenge(refuse(message))).toEqual(claims)
  })

  it('is read for groups', async () => {
    const name = 'GroupAssignmentRequestAcrsValidationFailed'
    expect(await pimChallenge(refuse(`&claims=${encoded}`, 400, name))).toEqual(claims)
  })

  it.each<[string, Response]>([
    ['another status', refuse(`&claims=${encoded}`, 403)],
    [
      'another error',
      refuse(`&claims=${encoded}`, 400, 'RoleAssignmentRequestPolicyValidationFailed'),
    ],
    ['broken percent-encoding', refuse('&claims=%E0%A4%A')],
    ['a list', refuse('&claims=%5B1%5D')],
    ['a word that ends in claims', refuse(`&idclaims=${encoded}`)],
    ['no message', Response.json({ error: { code } }, { status: 400 })],
    ['no JSON', new Response(code, { status: 400 })],
    ['no body', new Response(null, { status: 400 })],
    ['a body above 64 KiB', refuse(`${' '.repeat(65_536)}&claims=${encoded}`)],
  ])('is none in %s', async (_, response) => {
    expect(await pimChallenge(response)).toBeUndefined()
  })

  it('leaves the body to be read', async () => {
    const response = refuse(`&claims=${encoded}`)
    await pimChallenge(response)
    expect(response.bodyUsed).toBe(false)
    expect(await response.json()).toMatchObject({ error: { code } })
  })

  it('is looked for a few times only', async () => {
    const few = `${'&claims={'.repeat(3)}`
    expect(await pimChallenge(refuse(few))).toBeUndefined()
    expect(await pimChallenge(refuse(`${'&claims=x'.repeat(4)}&claims=${encoded}`))).toBeUndefined()
  })
})
