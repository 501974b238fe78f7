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

/**
 * A call by ky. One whose adapter knows what `cae.account` and `cae.interaction` may be stands in for one
 * that does not: methods are compared by either way.
 */
export type CaeKyCall<Init extends CaeRequestInit = CaeRequestInit> = {
  call<T>(input: Input, options?: CaeKyOptions<Init>): ResponsePromise<T>
}['call']

type Method = 'get' | 'post' | 'put' | 'patch' | 'head' | 'delete' | 'query'

type Extend<Init extends CaeRequestInit> = {
  extend(parent: CaeKyOptions<Init>): CaeKyOptions<Init>
}['extend']

interface CaeKyMembers<Init extends CaeRequestInit>
  extends Pick<KyInstance, 'stop' | 'retry'>,
    Record<Method, CaeKyCall<Init>> {
  /** A new instance with the same caefetch, and with these defaults instead of this one's. */
  create(defaults?: CaeKyOptions<Init>): CaeKy<Init>
  /** A new instance with these defaults on top of this one's. */
  extend(defaults: CaeKyOptions<Init> | Extend<Init>): CaeKy<Init>
}

/** A ky whose calls attach tokens and answer claims challenges; it stands in for any ky instance. */
export type CaeKy<Init extends CaeRequestInit = CaeRequestInit> = CaeKyCall<Init> &
  CaeKyMembers<Init>
