export { type BatchOptions, withBatch } from './with-batch.ts'
