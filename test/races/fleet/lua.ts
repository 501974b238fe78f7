import { lauxlib, lua, lualib, type State, to_luastring } from 'fengari'

// The scripts that the packages send are run as they are, by an interpreter of Lua; Redis has 5.1, from
// which the scripts use nothing but `unpack` that has another name here.

/** What a command replies, or takes: as Redis has it. */
export type Reply = string | number | null | Reply[]

/** How the script's commands are run. */
type Call = (command: string[]) => Reply

const state: State = lauxlib.luaL_newstate()
const compiled = new Map<string, number>()
let call: Call = () => null

lualib.luaL_openlibs(state)
lua.lua_getglobal(state, to_luastring('table'))
lua.lua_getfield(state, -1, to_luastring('unpack'))
lua.lua_setglobal(state, to_luastring('unpack'))
lua.lua_pop(state, 1)
lua.lua_createtable(state, 0, 2)
for (const name of ['call', 'pcall']) {
  lua.lua_pushjsfunction(state, (inner) => {
    const command: string[] = []
    for (let index = 1; index <= lua.lua_gettop(inner); index++) {
      command.push(lua.lua_tojsstring(inner, index))
    }
    try {
      push(inner, call(command))
    } catch (error) {
      const message = to_luastring(error instanceof Error ? error.message : String(error))
      if (name === 'call') {
        lua.lua_pushstring(inner, message)
        return lua.lua_error(inner)
      }
      lua.lua_createtable(inner, 0, 1)
      lua.lua_pushstring(inner, message)
      lua.lua_setfield(inner, -2, to_luastring('err'))
    }
    return 1
  })
  lua.lua_setfield(state, -2, to_luastring(name))
}
lua.lua_setglobal(state, to_luastring('redis'))

/** Runs a script, whose commands `run` runs. */
export function evaluate(
  script: string,
  keys: readonly string[],
  args: readonly string[],
  run: Call,
): Reply {
  let place = compiled.get(script)
  if (place === undefined) {
    if (lauxlib.luaL_loadstring(state, to_luastring(script)) !== lua.LUA_OK) throw failure()
    place = lauxlib.luaL_ref(state, lua.LUA_REGISTRYINDEX)
    compiled.set(script, place)
  }
  push(state, [...keys])
  lua.lua_setglobal(state, to_luastring('KEYS'))
  push(state, [...args])
  lua.lua_setglobal(state, to_luastring('ARGV'))
  call = run
  lua.lua_rawgeti(state, lua.LUA_REGISTRYINDEX, place)
  if (lua.lua_pcall(state, 0, 1, 0) !== lua.LUA_OK) throw failure()
  const reply = read(state)
  lua.lua_pop(state, 1)
  return reply
}

function failure(): Error {
  const message = lua.lua_tojsstring(state, -1)
  lua.lua_pop(state, 1)
  return new Error(message)
}

function push(into: State, value: Reply): void {
  if (value === null) lua.lua_pushboolean(into, false)
  else if (typeof value === 'number') lua.lua_pushinteger(into, value)
  else if (typeof value === 'string') lua.lua_pushstring(into, to_luastring(value))
  else {
    lua.lua_createtable(into, value.length, 0)
    value.forEach((each, index) => {
      push(into, each)
      lua.lua_rawseti(into, -2, index + 1)
    })
  }
}

/** What is on top of the stack, as Redis replies it. */
function read(from: State): Reply {
  if (lua.lua_istable(from, -1)) {
    const list: Reply[] = []
    for (let index = 1; ; index++) {
      lua.lua_rawgeti(from, -1, index)
      const isEnd = lua.lua_isnil(from, -1)
      if (!isEnd) list.push(read(from))
      lua.lua_pop(from, 1)
      if (isEnd) return list
    }
  }
  if (lua.lua_type(from, -1) === lua.LUA_TNUMBER) return Math.trunc(lua.lua_tonumber(from, -1))
  if (lua.lua_type(from, -1) === lua.LUA_TSTRING) return lua.lua_tojsstring(from, -1)
  return lua.lua_toboolean(from, -1) ? 1 : null
}
