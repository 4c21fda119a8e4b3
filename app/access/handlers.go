package access

import "hilo/app/outbox"

// Handlers are the jobs that access does itself.
func (auth *Auth) Handlers() outbox.Handlers { return outbox.Handlers{JobTurn: auth.Turn} }
