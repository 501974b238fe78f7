// The page at redirectUri: it only hands Entra's answer to the page that asked, and is no part of the app.
import { broadcastResponseToMainFrame } from '@azure/msal-browser/redirect-bridge'

await broadcastResponseToMainFrame()
