export type { RedisClient } from './client/client.ts'
export type { RedisOptions } from './options.ts'
export { type RedisShareOptions, redisShare } from './tokens/redis-share.ts'
