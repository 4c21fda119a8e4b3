// Package alerts is how people hear of news, and how little of it they want: the list
// of news, its settings, devices, push, mute and unsubscribe.
package alerts

import "hilo/app/web/core"

// Handlers answer for alerts.
type Handlers struct {
	*core.Core
	tests core.Latest // pushes to try a person's devices
}

// New returns the handlers of alerts.
func New(s *core.Core) *Handlers { return &Handlers{Core: s} }
