import { useMemo } from 'react'
import { Combobox } from './combobox.tsx'

/** A time zone, found by its place; with `none`, also no zone at all. */
export function TimeZoneChoice({ value, none, onChange }: { value: string; none?: string; onChange: (zone: string) => void }) {
  const options = useMemo(() => [...(none === undefined ? [] : [{ value: '', label: none }]), ...allZones()], [none])
  return <Combobox value={value} options={options} onChange={onChange} search="Search a place" none="There is no such place. Try the next big city." />
}

let known: { value: string; label: string }[] | undefined
/** Made once: the offsets of some four hundred places take a while. */
const allZones = () => (known ??= zones.map((zone) => ({ value: zone, label: labelOf(zone) })))

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]

/** "Europe/Berlin (GMT+1)" */
function labelOf(zone: string): string {
  const offset = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(new Date()).find(({ type }) => type === 'timeZoneName')?.value
  return offset && zone !== 'UTC' ? `${zone.replaceAll('_', ' ')} (${offset})` : zone
}
