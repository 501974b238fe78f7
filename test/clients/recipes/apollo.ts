import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client'

/** Give `<ApolloProvider client={…}>` the client, or ask it yourself. */
export const createApollo = (caeFetch: typeof fetch, uri: string): ApolloClient =>
  new ApolloClient({
    cache: new InMemoryCache(),
    link: new HttpLink({ uri, fetch: caeFetch }),
  })
