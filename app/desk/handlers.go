package desk

import (
	"context"

	"hilo/app/outbox"
)

// Handlers are the jobs that the desk does itself.
func (d *Desk) Handlers() outbox.Handlers {
	return outbox.Handlers{
		JobSilence: func(ctx context.Context, job outbox.Job) error {
			ref, err := ReadRef(job.Payload)
			if err != nil {
				return outbox.Never(err)
			}
			return d.Silence(ctx, ref)
		},
		JobNamed: func(ctx context.Context, job outbox.Job) error {
			var named Named
			if err := job.Into(&named); err != nil {
				return outbox.Never(err)
			}
			return d.IndexNames(ctx, named.Person)
		},
		JobErase: func(ctx context.Context, job outbox.Job) error {
			var wish Wish
			if err := job.Into(&wish); err != nil {
				return outbox.Never(err)
			}
			return d.Erase(ctx, wish.Person)
		},
	}
}
