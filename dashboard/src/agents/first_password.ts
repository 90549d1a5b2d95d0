/** Without letters and digits that look alike, because it may be read out. */
const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** Four groups of four: about 93 bits. */
export function newPassword() {
  // Values from the last, incomplete round of the alphabet would favour its first letters.
  const fair = 256 - (256 % letters.length)
  const picked: string[] = []
  while (picked.length < 16) {
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      if (byte < fair && picked.length < 16) picked.push(letters[byte % letters.length] as string)
    }
  }
  return picked.join('').replace(/.{4}(?=.)/g, '$&-')
}
