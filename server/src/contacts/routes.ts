import type { App } from '../http/fastify.ts'
export async function contactRoutes(_app: App): Promise<void> {}
