// Apart, because the types of @auth/core do not compile with those of what it could be used with.
export { Auth } from '@auth/core'
export { default as MicrosoftEntraID } from '@auth/core/providers/microsoft-entra-id'
