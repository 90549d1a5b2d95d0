import { Toast as Base } from '@base-ui/react/toast'
import { CircleAlert, CircleCheck, X } from 'lucide-react'

type Tone = 'success' | 'danger' | 'plain'
interface ToastData {
  tone: Tone
}

const manager = Base.createToastManager<ToastData>()

export interface ToastOptions {
  tone?: Tone
  /** Such as {label: 'Undo', onPress}. */
  action?: { label: string; onPress: () => void }
}

/** A short word on what just happened. Errors stay for ten seconds, the rest for five. */
export function toast(text: string, { tone = 'plain', action }: ToastOptions = {}) {
  const id = manager.add({
    title: text,
    data: { tone },
    timeout: tone === 'danger' || action ? 10_000 : 5_000,
    // A high one is hidden from assistive tools while its buttons can be focused.
    priority: 'low',
    ...(action && {
      actionProps: {
        children: action.label,
        onClick: () => {
          manager.close(id)
          action.onPress()
        },
      },
    }),
  })
  return id
}

/** Says what failed in the server's own words. */
export const toastError = (error: unknown) => toast(error instanceof Error ? error.message : String(error), { tone: 'danger' })

export function Toasts() {
  return (
    <Base.Provider toastManager={manager} limit={3}>
      <Base.Portal>
        {/* Over the list, beside the rail: never over the composer and its button. */}
        <Base.Viewport className="fixed start-4 z-50 flex w-[calc(100vw-2rem)] max-w-sm flex-col gap-2 max-md:top-16 md:start-18 md:bottom-4 md:max-w-xs lg:start-60">
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}

function ToastList() {
  const { toasts } = Base.useToastManager<ToastData>()
  return toasts.map((one) => (
    <Base.Root key={one.id} toast={one} swipeDirection={['left', 'down']} className="float-layer rounded-lg animate-rise data-limited:hidden">
      <Base.Content className="flex items-center gap-2.5 py-2 ps-3 pe-1.5">
        {one.data?.tone === 'success' && <CircleCheck aria-hidden className="size-4 shrink-0 text-success" />}
        {one.data?.tone === 'danger' && <CircleAlert aria-hidden className="size-4 shrink-0 text-danger" />}
        <Base.Title render={<p />} className="min-w-0 flex-1 text-sm break-words" />
        <Base.Action className="h-7 shrink-0 rounded-md px-2 text-sm font-medium text-accent-text hover:bg-hover touch:h-11" />
        <Base.Close aria-label="Dismiss" className="grid size-7 shrink-0 place-items-center rounded-md text-text-3 hover:bg-hover hover:text-text touch:size-11">
          <X aria-hidden className="size-4" />
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ))
}
