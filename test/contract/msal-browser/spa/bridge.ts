import { broadcastResponseToMainFrame } from '@azure/msal-browser/redirect-bridge'

// Where Entra's answers arrive: it hands them to the frame that waits, and runs nothing else.
void broadcastResponseToMainFrame()
