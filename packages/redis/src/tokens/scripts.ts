// The entry is a hash: f is the fingerprint of the token, c the sealed token. The lease is a text that
// names its holder. Time to live is Redis's own, so that no clocks are compared.

/**
 * KEYS entry, lease; ARGV holder, life of a lease in ms, fingerprints of tokens that are no answer.
 * Replies `token` with the sealed token, its fingerprint and its time to live; or `lease` with the
 * fingerprint of the token that is there; or `wait`.
 *
 * The holder that asks again is given its lease again: the reply may have been lost. A lease that has no
 * end was made by somebody else. After a failure each replica asks for itself, as it would without Redis.
 */
export const take = `
local held = redis.call('HMGET', KEYS[1], 'f', 'c')
local isAnswer = held[1] and held[2]
for i = 3, #ARGV do if ARGV[i] == held[1] then isAnswer = false end end
if isAnswer then return {'token', held[2], held[1], redis.call('PTTL', KEYS[1])} end
local holder = redis.call('GET', KEYS[2])
if holder == 'failed' then return {'lease', held[1] or ''} end
if holder and holder ~= ARGV[1] and redis.call('PTTL', KEYS[2]) >= 0 then return {'wait'} end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return {'lease', held[1] or ''}`

/** KEYS lease; ARGV holder, life of a lease in ms. Prolongs the lease. */
export const keep = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 'ok'`

/**
 * KEYS entry, lease; ARGV holder, fingerprint that was there when the lease was given, fingerprint,
 * sealed token, time to live in ms. Writes the token and ends the lease. A holder that was slow, whose
 * lease another has got, must not replace a token that came in the meantime.
 */
export const put = `
local isHolder = redis.call('GET', KEYS[2]) == ARGV[1]
local there = redis.call('HGET', KEYS[1], 'f')
if isHolder or not there or there == ARGV[2] then
  redis.call('HSET', KEYS[1], 'f', ARGV[3], 'c', ARGV[4])
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
end
if isHolder then redis.call('DEL', KEYS[2]) end
return 'ok'`

/** KEYS lease; ARGV holder, ms for which the others need not wait for one another, or 0. Ends the lease. */
export const release = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'ok' end
if ARGV[2] == '0' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], 'failed', 'PX', ARGV[2]) end
return 'ok'`
