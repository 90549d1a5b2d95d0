import Type from 'typebox'

// Building bricks of the JSON shapes. What a client may send is read by http/params.ts with these same schemas.
export const Id = Type.Integer()
export const Text = Type.String()
export const Json = Type.Record(Type.String(), Type.Unknown())
/** Unix seconds; 0 when never. */
export const UnixTime = Type.Integer()
/** Unix seconds with fraction. */
export const UnixFloat = Type.Number()
/** ISO 8601, UTC, three decimals. */
export const IsoTime = Type.String({ format: 'date-time' })
export const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
export const OneOf = <const V extends readonly string[]>(values: V) => Type.Enum(values) as unknown as Type.TEnum<[...V]>
/** 200 with no body at all, as the wire has it for typing, last-seen and deletions. */
export const Empty = Type.Unsafe<undefined>(Type.Null({ description: 'Empty body' }))
