package access

import "hilo/app/outbox"

// Handlers are the jobs that access does itself.
func (g *Auth) Handlers() outbox.Handlers { return outbox.Handlers{JobTurn: g.Turn} }
