/** The application ID URI of Microsoft Graph, and its address in the worldwide cloud. */
export const graphUri = 'https://graph.microsoft.com'

/** The client id of Microsoft Graph. */
export const graphId = '00000003-0000-0000-c000-000000000000'
