package ticket

import (
	"context"
	"fmt"
	"sync"
	"time"

	"hilo/app/desk"
	"hilo/app/live"
)

// staffList keeps those who may be assigned, for every thread at the desk shows
// them, until the bell says that they changed. It listens before any stream does, and
// so is the first to hear. After half a minute they are read again anyway.
type staffList struct {
	rang   <-chan struct{}
	mu     sync.Mutex
	people []desk.Person
	key    string // names them all
	until  time.Time
}

func newStaffList(bell *live.Bell) *staffList {
	rang, _ := bell.Listen(desk.StaffChannel) // as long as the program runs
	return &staffList{rang: rang}
}

// get are the staff, and a key of what is shown of them.
func (l *staffList) get(ctx context.Context, d *desk.Desk, now time.Time) (people []desk.Person, key string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.rang:
		l.until = time.Time{}
	default:
	}
	if now.Before(l.until) {
		return l.people, l.key, nil
	}
	people, err = d.Staff(ctx)
	for _, p := range people {
		key += fmt.Sprintln(p.ID, p.Email, p.Name)
	}
	if err == nil {
		l.people, l.key, l.until = people, key, now.Add(30*time.Second)
	}
	return people, key, err
}
