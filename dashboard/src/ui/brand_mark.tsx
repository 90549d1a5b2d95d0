import { brand } from '../brand.ts'
import icon from '../icon.svg'

/** The installation's logo, or ours; decorative, as its name stands near. */
export function BrandMark({ size }: { size: number }) {
  const { logo_url, logo_dark_url } = brand()
  const shape = { height: size, style: { height: size, maxWidth: size * 5 } }
  if (!logo_url) return <img alt="" src={icon} width={size} {...shape} />
  if (!logo_dark_url) return <img alt="" src={logo_url} {...shape} className="object-contain" />
  return (
    <>
      <img alt="" src={logo_url} {...shape} className="object-contain on-dark:hidden" />
      <img alt="" src={logo_dark_url} {...shape} className="hidden object-contain on-dark:block" />
    </>
  )
}
