import { CaeError } from '@caefetch/core'
import axios, { AxiosError, type AxiosInstance } from 'axios'

export const createAxios = (caeFetch: typeof fetch, baseURL: string): AxiosInstance =>
  axios.create({
    baseURL,
    adapter: 'fetch',
    env: {
      // In Node axios has another one, which fetch cannot send.
      FormData,
      async fetch(input, init) {
        try {
          return await caeFetch(input, init)
        } catch (error) {
          // axios takes any error's `response` for one of its own, and stumbles over ours.
          throw error instanceof CaeError ? AxiosError.from(error, error.code) : error
        }
      },
    },
  })
