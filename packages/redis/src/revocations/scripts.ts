// The log is a stream. Beside it a hash says which log it is (id), so that one that was lost and begun
// again is told apart, and what the longest life of a token was (life, in seconds).

/**
 * KEYS log, hash; ARGV id for a new log, life of a token in s, and for each entry the values of the
 * fields. Adds the entries, and removes those that no token can need any more: what expires by the clock
 * of Redis, the only one that all replicas share, and an hour for theirs.
 */
export const add = (fieldNames: readonly string[]): string => `
local names = {${fieldNames.map((name) => `'${name}'`).join(',')}}
redis.call('HSETNX', KEYS[2], 'id', ARGV[1])
local life = tonumber(redis.call('HGET', KEYS[2], 'life')) or 0
if life < tonumber(ARGV[2]) then
  life = tonumber(ARGV[2])
  redis.call('HSET', KEYS[2], 'life', ARGV[2])
end
for first = 3, #ARGV, #names do
  local fields = {}
  for index, name in ipairs(names) do
    local value = ARGV[first + index - 1]
    if value ~= '' then
      fields[#fields + 1] = name
      fields[#fields + 1] = value
    end
  end
  redis.call('XADD', KEYS[1], '*', unpack(fields))
end
local oldest = (redis.call('TIME')[1] - life - 3600) * 1000
redis.call('XTRIM', KEYS[1], 'MINID', '~', string.format('%.0f', math.max(oldest, 0)))
return 'ok'`

/** KEYS log, hash. Replies the id of the log and the last id that was given to an entry, if there are any. */
export const inspect = `
local last = ''
local stream = redis.pcall('XINFO', 'STREAM', KEYS[1])
for index = 1, #stream, 2 do
  if stream[index] == 'last-generated-id' then last = stream[index + 1] end
end
return {redis.call('HGET', KEYS[2], 'id') or '', last}`
