import type { CaeRequestInit } from '@caefetch/core'
import type { Input, KyInstance, Options, ResponsePromise } from 'ky'

/** ky's options, without `fetch`, and caefetch's of one call under `cae`. */
export interface CaeKyOptions<Init extends CaeRequestInit = CaeRequestInit>
  extends Omit<Options, 'fetch' | 'timeout' | 'totalTimeout'> {
  /** What calls ask of caefetch; a call's members take the place of the instance's, each whole. */
  cae?: NonNullable<Init['cae']>
  /**
   * How long the API may take to begin its response, each time the call is sent, in milliseconds; and
   * how long `json()`, `text()` and the like may then read it. Neither waiting for a token nor for
   * the user counts. Default: 10,000; `false` for no bound.
   */
  timeout?: number | false
  /**
   * How long the call may take in all, in milliseconds: sends, retries, their delays, waiting for a
   * token, and what the user takes to sign in. Default: `false`, no bound.
   */
  totalTimeout?: number | false
}

/** A call by ky. */
export type CaeKyCall<Init extends CaeRequestInit = CaeRequestInit> = <T>(
  input: Input,
  options?: CaeKyOptions<Init>,
) => ResponsePromise<T>

type Method = 'get' | 'post' | 'put' | 'patch' | 'head' | 'delete' | 'query'

/** A ky whose calls attach tokens and answer claims challenges; it stands in for any ky instance. */
export interface CaeKy<Init extends CaeRequestInit = CaeRequestInit>
  extends Pick<KyInstance, 'stop' | 'retry'>,
    Record<Method, CaeKyCall<Init>> {
  <T>(input: Input, options?: CaeKyOptions<Init>): ResponsePromise<T>
  /** A new instance with the same caefetch, and with these defaults instead of this one's. */
  create(defaults?: CaeKyOptions<Init>): CaeKy<Init>
  /** A new instance with these defaults on top of this one's. */
  extend(
    defaults: CaeKyOptions<Init> | ((parent: CaeKyOptions<Init>) => CaeKyOptions<Init>),
  ): CaeKy<Init>
}
