package access

import "hilo/app/outbox"

// Handlers are the jobs that access does itself.
func (a *Auth) Handlers() outbox.Handlers { return outbox.Handlers{JobTurn: a.Turn} }
