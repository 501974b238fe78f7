import type { Respond } from '../interop/guarded-api.fixture.ts'

/** As much of a GraphQL server as the clients here ask: queries by GET, mutations by POST. */
export const respond: Respond = async (request) => {
  if (request.method === 'GET') return Response.json({ data: { orders: [] } })
  const { variables } = (await request.json()) as { variables: { order: object } }
  return Response.json(
    { data: { place: { __typename: 'Order', ...variables.order } } },
    { status: 201 },
  )
}

/** Where the body of a mutation has the order. */
export const orderIn = (body: unknown): unknown =>
  (body as { variables: { order: unknown } }).variables.order
