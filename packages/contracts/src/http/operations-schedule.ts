import { Type } from 'typebox'
import { closed, Id } from '../scalars.ts'
import { json, type Operation } from './operation.ts'
import {
  Deleted,
  ExportDocument,
  ScheduleAccepted,
  ScheduleDetail,
  ScheduleList,
  ScheduleQuery,
  ScheduleRequest,
  ScheduleUpload,
  Strategy,
  ValidateAnswer,
  ValidateRequest,
} from './schedule.ts'

const params = Type.Object({ id: Id }, closed)

const submitHeaders = Type.Object({
  'Idempotency-Key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: 'The same key and body give the same schedule, however often it is sent.',
    }),
  ),
})

const accepted = {
  202: {
    description: 'Stored and queued',
    content: json(ScheduleAccepted),
    headers: { Location: 'Where to look for the plan', 'Retry-After': 'Seconds to wait before the first look' },
  },
}

const submitErrors = [
  'lots.invalid',
  'config.invalid',
  'schedule.unknown_strategy',
  'schedule.impossible',
  'idempotency.key_reused',
] as const

const one = ['schedule.not_found', 'schedule.forbidden'] as const

export const scheduleOperations: readonly Operation[] = [
  {
    id: 'createSchedule',
    method: 'post',
    path: '/api/v1/schedule',
    service: 'scheduler',
    tag: 'schedules',
    summary: 'Submit lots as JSON or as a CSV file',
    headers: submitHeaders,
    body: { ...json(ScheduleRequest), 'multipart/form-data': ScheduleUpload },
    answers: accepted,
    errors: submitErrors,
  },
  {
    id: 'createScheduleFromJson',
    method: 'post',
    path: '/api/v1/schedule/json',
    service: 'scheduler',
    tag: 'schedules',
    summary: 'Submit lots as JSON',
    headers: submitHeaders,
    body: json(ScheduleRequest),
    answers: accepted,
    errors: submitErrors,
  },
  {
    id: 'validateLots',
    method: 'post',
    path: '/api/v1/schedule/validate',
    service: 'scheduler',
    tag: 'schedules',
    summary: 'Check lots as a submit would, without submitting',
    body: json(ValidateRequest),
    answers: { 200: { description: 'What was found', content: json(ValidateAnswer) } },
  },
  {
    id: 'getSchedule',
    method: 'get',
    path: '/api/v1/schedule/{id}',
    service: 'scheduler',
    tag: 'schedules',
    summary: 'One schedule, with its plan when completed',
    params,
    answers: {
      200: {
        description: 'The schedule',
        content: json(ScheduleDetail),
        headers: { ETag: 'Changes with the schedule' },
      },
      304: { description: 'Unchanged since the ETag given in If-None-Match' },
    },
    errors: one,
  },
  {
    id: 'listSchedules',
    method: 'get',
    path: '/api/v1/schedules',
    service: 'scheduler',
    tag: 'schedules',
    summary: 'Your schedules, newest first',
    query: ScheduleQuery,
    answers: { 200: { description: 'A page of schedules', content: json(ScheduleList) } },
  },
  {
    id: 'deleteSchedule',
    method: 'delete',
    path: '/api/v1/schedule/{id}',
    service: 'scheduler',
    tag: 'schedules',
    summary: 'Delete a schedule and its plan; a running one is cancelled first',
    params,
    answers: { 200: { description: 'Deleted', content: json(Deleted) } },
    errors: one,
  },
  {
    id: 'exportSchedule',
    method: 'get',
    path: '/api/v1/schedule/{id}/export',
    service: 'export',
    tag: 'schedules',
    summary: 'Download a plan as CSV or JSON',
    params,
    query: Type.Object({ format: Type.Optional(Type.Enum(['json', 'csv'], { default: 'json' })) }, closed),
    answers: {
      200: {
        description: 'The plan as a file',
        content: { ...json(ExportDocument), 'text/csv': Type.String() },
        headers: { 'Content-Disposition': 'attachment; filename="schedule_<id>.<format>"' },
      },
    },
    errors: [...one, 'schedule.not_completed', 'export.unknown_format'],
  },
  {
    id: 'listStrategies',
    method: 'get',
    path: '/api/v1/strategies',
    service: 'scheduler',
    tag: 'schedules',
    summary: 'The strategies and their aliases',
    answers: { 200: { description: 'All strategies', content: json(Type.Array(Strategy)) } },
  },
]
