/** Takes a member from an object of the platform, as one has it that lacks it, until it is disposed of. */
export function withoutMember(owner: object, name: PropertyKey): Disposable {
  const member = Object.getOwnPropertyDescriptor(owner, name)
  if (!member?.configurable) throw new Error(`There is no ${String(name)} to be taken away.`)
  Reflect.deleteProperty(owner, name)
  return {
    [Symbol.dispose]() {
      Object.defineProperty(owner, name, member)
    },
  }
}
