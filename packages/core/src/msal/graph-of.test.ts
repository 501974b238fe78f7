import { describe, expect, it } from 'vitest'
import { graphOf } from './index.ts'

const usGov = { 'https://graph.microsoft.us/': ['https://graph.microsoft.us/.default'] }
const china = {
  'https://microsoftgraph.chinacloudapi.cn/': ['https://microsoftgraph.chinacloudapi.cn/.default'],
}

describe('the Graph of a cloud', () => {
  it.each([
    ['https://login.microsoftonline.us/common', usGov],
    ['https://LOGIN.microsoftonline.us', usGov],
    ['https://login.usgovcloudapi.net/organizations/', usGov],
    ['https://login.partner.microsoftonline.cn/common', china],
    ['https://login.chinacloudapi.cn/common', china],
  ])('follows %s', (authority, resources) => {
    expect(graphOf({ authority })).toEqual(resources)
  })

  it.each([
    undefined,
    'https://login.microsoftonline.com/common',
    'https://login.microsoftonline.us.attacker.example/common',
    'https://login.attacker.example/login.microsoftonline.us',
    'http://login.microsoftonline.us/common',
    'https://contoso.ciamlogin.com/',
    'http://localhost:8080/tenant',
  ])('is the global one, or the application’s own matter, for %s', (authority) => {
    expect(graphOf({ authority })).toBeUndefined()
  })

  it('follows azureCloudOptions before the authority, as MSAL does', () => {
    const authority = 'https://login.microsoftonline.com/common'
    const azureCloudOptions = { azureCloudInstance: 'https://login.microsoftonline.us' }
    expect(graphOf({ authority, azureCloudOptions })).toEqual(usGov)
    expect(
      graphOf({
        authority: 'https://login.microsoftonline.us/common',
        azureCloudOptions: { azureCloudInstance: 'none', tenant: '' },
      }),
    ).toEqual(usGov)
    expect(graphOf(undefined)).toBeUndefined()
  })
})
