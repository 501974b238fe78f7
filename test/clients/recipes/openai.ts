import OpenAI from 'openai'

/**
 * For `https://NAME.openai.azure.com`, whose resource is
 * `{ 'https://NAME.openai.azure.com/': ['https://cognitiveservices.azure.com/.default'] }`.
 */
export const createOpenAi = (caeFetch: typeof fetch, endpoint: string): OpenAI =>
  new OpenAI({
    baseURL: new URL('/openai/v1/', endpoint).href,
    fetch: caeFetch,
    // It insists on a key, and sends none of it.
    apiKey: 'unused',
    defaultHeaders: { Authorization: null },
    // It takes any error of fetch for the network's, and would ask the same person again.
    maxRetries: 0,
  })
