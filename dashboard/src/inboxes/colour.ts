const series = [
  'light-dark(#617cc8, #84a1f0)',
  'light-dark(#19966e, #4dbc92)',
  'light-dark(#ad721c, #d49648)',
  'light-dark(#bd615b, #e6857e)',
  'light-dark(#966ab5, #bc8fdd)',
  'light-dark(#0090b1, #2fb5d8)',
]

/** An inbox's own colour: the dot in the rail and the source line of its conversations. */
export const inboxColour = (inboxId: number) => series[inboxId % series.length] as string
