const guid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

export const isGuid = (id: string): boolean => guid.test(id)

/** A GUID as Entra writes it: administrators and transmitters may use capitals. Other ids differ by case. */
export const canonicalId = <Id extends string | undefined>(id: Id): Id =>
  id !== undefined && isGuid(id) ? (id.toLowerCase() as Id) : id
