import express from 'express'
import openid from 'express-openid-connect'
import * as oauth from 'oauth4webapi'
import passport from 'passport'
import azure from 'passport-azure-ad'
import { describe, expect, it } from 'vitest'
import { Auth, MicrosoftEntraID } from './auth-js.mjs'
import { createBrowser, mia, secret, serve, startEntra } from './web-sign-in.fixture.ts'

const longSecret = 'a secret of at least thirty-two characters'

describe('web apps sign people in with', () => {
  it('Auth.js and its provider microsoft-entra-id', async () => {
    await using entra = await startEntra()
    const { emulator, clientId } = entra
    const config = {
      secret: longSecret,
      trustHost: true,
      basePath: '/auth',
      providers: [
        MicrosoftEntraID({ clientId, clientSecret: secret, issuer: `${emulator.issuer}` }),
      ],
    }
    const app = 'http://localhost:3000/auth'
    const browser = createBrowser(entra, async (url, init) =>
      Auth(new Request(String(url), init), config),
    )
    const { csrfToken } = await (await browser.get(`${app}/csrf`)).json()
    const body = new URLSearchParams({ csrfToken })
    const begun = await browser.get(`${app}/signin/microsoft-entra-id`, { method: 'POST', body })
    await browser.signIn(begun)
    expect(await (await browser.get(`${app}/session`)).json()).toMatchObject({
      user: { name: 'Mia Ferrari', email: mia },
    })
  })

  it('passport-azure-ad, by code and ID token in a form', async () => {
    await using entra = await startEntra()
    const { emulator, clientId } = entra
    await using site = await serve((origin) => {
      const options: azure.IOIDCStrategyOptionWithoutRequest = {
        identityMetadata: `${emulator.issuer}/.well-known/openid-configuration`,
        clientID: clientId,
        clientSecret: secret,
        responseType: 'code id_token',
        responseMode: 'form_post',
        redirectUrl: `${origin}/callback`,
        allowHttpForRedirectUrl: true,
        passReqToCallback: false,
        useCookieInsteadOfSession: true,
        cookieEncryptionKeys: [{ key: 'k'.repeat(32), iv: 'i'.repeat(12) }],
        scope: ['profile'],
        loggingLevel: 'error',
      }
      const strategy = new azure.OIDCStrategy(
        options,
        (profile: object, done: azure.VerifyCallback) => done(null, profile),
      )
      const app = express()
      app.use((request, _, next) => {
        // As cookie-parser does.
        const pairs = (request.headers.cookie ?? '').split('; ').map((pair) => pair.split(/=(.*)/s))
        const cookies = pairs.map(([name, value = '']) => [name, decodeURIComponent(value)])
        Object.assign(request, { cookies: Object.fromEntries(cookies) })
        next()
      })
      app.use(express.urlencoded({ extended: false }), passport.initialize())
      const authenticate = passport.authenticate(strategy, { session: false })
      app.get('/login', authenticate)
      app.post('/callback', authenticate, (request, response) => void response.json(request.user))
      return app
    })
    const browser = createBrowser(entra)
    const answer = await browser.signIn(await browser.get(`${site.origin}/login`))
    expect(await answer.json()).toMatchObject({
      oid: emulator.objectId(mia),
      displayName: 'Mia Ferrari',
    })
  })

  it('express-openid-connect, by ID token in a form', async () => {
    await using entra = await startEntra()
    await using site = await serve((origin) => {
      const app = express()
      app.use(
        openid.auth({
          issuerBaseURL: entra.emulator.issuer,
          baseURL: origin,
          clientID: entra.clientId,
          secret: longSecret,
          authRequired: false,
          idpLogout: false,
        }),
      )
      app.get('/me', (request, response) => void response.json(request.oidc.user))
      return app
    })
    const browser = createBrowser(entra)
    await browser.signIn(await browser.get(`${site.origin}/login`))
    const me = await browser.get(`${site.origin}/me`)
    expect(await me.json()).toMatchObject({ preferred_username: mia, name: 'Mia Ferrari' })
  })

  it('oauth4webapi, down to userinfo', async () => {
    await using entra = await startEntra()
    const issuer = new URL(entra.emulator.issuer)
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer))
    const client: oauth.Client = { client_id: entra.clientId }
    const redirectUri = 'http://localhost:3000/callback'
    const verifier = oauth.generateRandomCodeVerifier()
    const url = new URL(String(as.authorization_endpoint))
    url.search = new URLSearchParams({
      client_id: entra.clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid profile User.Read',
      max_age: '60',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).toString()
    let callback = ''
    const browser = createBrowser(entra, async (address) => {
      callback = String(address)
      return new Response()
    })
    await browser.signIn(new Response(null, { status: 302, headers: { location: url.href } }))
    const parameters = oauth.validateAuthResponse(as, client, new URL(callback))
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      oauth.ClientSecretBasic(secret),
      parameters,
      redirectUri,
      verifier,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
      maxAge: 60,
      requireIdToken: true,
    })
    const { sub = '' } = oauth.getValidatedIdTokenClaims(tokens) ?? {}
    const answer = await oauth.userInfoRequest(as, client, tokens.access_token)
    expect(await oauth.processUserInfoResponse(as, client, sub, answer)).toMatchObject({
      sub,
      email: mia,
    })
  })
})
