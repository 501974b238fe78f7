export * from '@caefetch/core'
