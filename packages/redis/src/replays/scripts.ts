/** KEYS event; ARGV claimant, life of its claim in ms. Replies `claimed`, `pending` or `handled`. */
export const claim = `
local claimant = redis.call('GET', KEYS[1])
if claimant == 'handled' then return 'handled' end
if claimant and redis.call('PTTL', KEYS[1]) >= 0 then return 'pending' end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 'claimed'`

/** KEYS event; ARGV claimant. Ends the claim, unless it has ended and another has claimed the event since. */
export const release = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 'ok'`
