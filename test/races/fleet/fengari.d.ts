declare module 'fengari' {
  /** A state of the interpreter; its values are read and written by their place on its stack. */
  type State = { readonly state: unique symbol }
  export const lua: {
    LUA_REGISTRYINDEX: number
    LUA_OK: number
    lua_call(state: State, args: number, results: number): void
    lua_pcall(state: State, args: number, results: number, handler: number): number
    lua_createtable(state: State, size: number, fields: number): void
    lua_error(state: State): never
    lua_gettop(state: State): number
    lua_istable(state: State, index: number): boolean
    lua_isboolean(state: State, index: number): boolean
    lua_isnil(state: State, index: number): boolean
    lua_isinteger(state: State, index: number): boolean
    lua_type(state: State, index: number): number
    lua_pop(state: State, count: number): void
    lua_pushboolean(state: State, value: boolean): void
    lua_pushinteger(state: State, value: number): void
    lua_pushjsfunction(state: State, run: (state: State) => number): void
    lua_pushstring(state: State, text: Uint8Array): void
    lua_rawgeti(state: State, index: number, place: number): number
    lua_rawseti(state: State, index: number, place: number): void
    lua_setfield(state: State, index: number, name: Uint8Array): void
    lua_getfield(state: State, index: number, name: Uint8Array): number
    lua_getglobal(state: State, name: Uint8Array): number
    lua_setglobal(state: State, name: Uint8Array): void
    lua_toboolean(state: State, index: number): boolean
    lua_tojsstring(state: State, index: number): string
    lua_tonumber(state: State, index: number): number
    LUA_TNUMBER: number
    LUA_TSTRING: number
  }
  export const lauxlib: {
    luaL_newstate(): State
    luaL_loadstring(state: State, text: Uint8Array): number
    luaL_ref(state: State, table: number): number
  }
  export const lualib: { luaL_openlibs(state: State): void }
  export function to_luastring(text: string): Uint8Array
}
