import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { claimFolder } from './claim-folder.ts'
import { StartError } from './start-error.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filling-claim-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('gives a folder to one at a time and names the process that has it', async () => {
  const release = await claimFolder(folder)
  await expect(claimFolder(join(folder, '.'))).rejects.toThrow(StartError)
  await expect(claimFolder(folder)).rejects.toThrow(`(process ${process.pid})`)
  await release()
  await (await claimFolder(folder))()
})

it('gives two folders to two', async () => {
  const releases = [await claimFolder(join(folder, 'a')), await claimFolder(join(folder, 'b'))]
  await Promise.all(releases.map((release) => release()))
})

it('takes over from a process that was killed', async () => {
  const program = `
    import { claimFolder } from ${JSON.stringify(new URL('claim-folder.ts', import.meta.url).href)}
    await claimFolder(process.argv[1])
    console.log('claimed')
    setInterval(() => undefined, 1_000)`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  await expect(claimFolder(folder)).rejects.toThrow(`(process ${holder.pid})`)
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  await (await claimFolder(folder))()
})
