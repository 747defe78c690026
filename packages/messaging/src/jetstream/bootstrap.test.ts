import { expect, it } from 'vitest'
import { differences } from './bootstrap.ts'

it('notices a setting that an old server has dropped without a word', () => {
  expect(differences({ max_age: 5, storage: 'file' }, { storage: 'file' })).toEqual([
    'max_age is undefined, asked for 5',
  ])
})

it('does not mind the order of subjects, nor what the server adds by itself', () => {
  expect(differences({ subjects: ['a', 'b'] }, { subjects: ['b', 'a'], sealed: false })).toEqual([])
})
