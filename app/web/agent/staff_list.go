package agent

import (
	"context"
	"sync"
	"time"

	"hilo/app/desk"
)

// staffList keeps who may be assigned for a moment: it changes by the command
// line only, and every thread at the desk shows it.
type staffList struct {
	mu     sync.Mutex
	people []desk.Person
	until  time.Time
}

func (l *staffList) get(ctx context.Context, d *desk.Desk, now time.Time) ([]desk.Person, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Before(l.until) {
		return l.people, nil
	}
	people, err := d.Staff(ctx)
	if err == nil {
		l.people, l.until = people, now.Add(30*time.Second)
	}
	return people, err
}
