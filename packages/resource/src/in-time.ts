/** What a promise resolves with; rejects after so many milliseconds. */
export async function inTime<Value>(
  promise: Promise<Value>,
  timeout: number,
  message: string,
): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(message)), timeout)
  })
  try {
    return await Promise.race([promise, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
