// The log is a stream. Beside it a hash says which log it is (id), so that one that was lost and begun
// again is told apart, and what the longest life of a token was (life, in seconds).

/**
 * Before which id entries are removed since no token can need them any more: what expires by the clock of
 * Redis, the only one that all replicas share, and an hour for theirs.
 */
const oldest = `
local life = tonumber(redis.call('HGET', KEYS[2], 'life')) or 0
local oldest = string.format('%.0f', math.max(redis.call('TIME')[1] - life - 3600, 0) * 1000)`

/**
 * KEYS log, hash; ARGV id for a new log, life of a token in s, and for each entry the values of the
 * fields. Adds the entries, and removes those that have expired. Replies the id of the last one.
 */
export const add = (fieldNames: readonly string[]): string => `
local names = {${fieldNames.map((name) => `'${name}'`).join(',')}}
redis.call('HSETNX', KEYS[2], 'id', ARGV[1])
redis.call('HSETNX', KEYS[2], 'life', ARGV[2])
if tonumber(redis.call('HGET', KEYS[2], 'life')) < tonumber(ARGV[2]) then
  redis.call('HSET', KEYS[2], 'life', ARGV[2])
end
local id = ''
for first = 3, #ARGV, #names do
  local fields = {}
  for index, name in ipairs(names) do
    local value = ARGV[first + index - 1]
    if value ~= '' then
      fields[#fields + 1] = name
      fields[#fields + 1] = value
    end
  end
  id = redis.call('XADD', KEYS[1], '*', unpack(fields))
end
${oldest}
redis.call('XTRIM', KEYS[1], 'MINID', '~', oldest)
return id`

/** KEYS log, hash. Replies the members of LogState, in their order. Redis before 7.0 does not tell what was deleted. */
export const inspect: string = `
local about = {}
local stream = redis.pcall('XINFO', 'STREAM', KEYS[1])
for index = 1, #stream, 2 do about[stream[index]] = stream[index + 1] end
local first = about['first-entry']
${oldest}
return {
  redis.call('HGET', KEYS[2], 'id') or '',
  about['last-generated-id'] or '',
  first and first[1] or '18446744073709551615-0',
  oldest,
  about['max-deleted-entry-id'] or '0-0',
}`
