package outbox

import (
	"context"
	"errors"
	"testing"
	"time"

	"hilo/db"
)

// kinds are those of jobs, in their order.
func kinds(jobs []Job) (all string) {
	for _, job := range jobs {
		all += job.Kind + " "
	}
	return all
}

// dies puts a job of each kind and has it given up, a minute apart.
func (k *desk) dies(kinds ...string) {
	k.t.Helper()
	for _, kind := range kinds {
		k.put(kind, "", 0)
		k.round(map[string]Handler{kind: func(context.Context, Job) error { return Never(broken()) }})
		k.pass(time.Minute)
	}
}

// What was given up stays until somebody decides. What was dropped goes after a month, and
// so does what is of no use any more; the living are left alone.
func TestDeadStayUntilSomebodyDecides(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		k.Spent = []string{"code"}
		k.dies("mail", "push", "code")
		k.put("later", "", 1000*24*time.Hour)
		push := k.dead("code push mail ", 2)[1]
		if n, err := k.Drop(t.Context(), push.ID); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if _, err := k.Drop(t.Context(), push.ID); !db.Missing(err) {
			t.Errorf("dropped twice: %v", err)
		}
		k.dead("code mail push ", 1)
		k.pass(keepDropped - 4*time.Minute)
		k.purge()
		k.dead("code mail push ", 1)
		k.pass(8 * time.Minute)
		k.purge()
		k.dead("mail ", 1)
		k.pass(400 * 24 * time.Hour)
		k.purge()
		k.dead("mail ", 1)
		if left := kinds(k.jobs()); left != "mail later " {
			t.Errorf("left: %s", left)
		}
	})
}

// One goes again, or all that nobody decided on; what was dropped by mistake goes too,
// alone. What is of no use goes no more.
func TestRetryAndDropAll(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		k.Spent = []string{"code"}
		k.dies("mail", "push", "code", "fax")
		all := k.dead("fax code push mail ", 3)
		fax, code := all[0].ID, all[1].ID
		if _, err := k.Retry(t.Context(), code); !errors.Is(err, ErrSpent) {
			t.Errorf("a spent one: %v", err)
		}
		for _, id := range []string{"", "none", k.alive()} {
			_, retried := k.Retry(t.Context(), id)
			_, dropped := k.Drop(t.Context(), id)
			if !db.Missing(retried) || !db.Missing(dropped) {
				t.Errorf("%q: %v, %v", id, retried, dropped)
			}
		}
		k.decided(k.Drop, fax, 1)
		k.decided(k.Retry, All, 2)
		k.dead("code fax ", 0)
		k.decided(k.Retry, All, 0)
		k.decided(k.Retry, fax, 1)
		k.decided(k.Drop, All, 1)
		k.decided(k.Drop, All, 0)
		k.dead("code ", 0)
		for _, job := range k.jobs() {
			if job.Kind != "code" && (!job.DroppedAt.IsZero() || job.Tries != 0) {
				t.Errorf("revived: %+v", job)
			}
		}
	})
}

// A dropped job that is promised anew lives.
func TestDroppedIsPromisedAnew(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		k.put("mail", "ana", 0)
		k.round(nil)
		k.decided(k.Drop, All, 1)
		k.put("mail", "ana", 0)
		k.dead("", 0)
		if job := k.only(); !job.DeadAt.IsZero() || !job.DroppedAt.IsZero() {
			t.Errorf("%+v", job)
		}
	})
}

// dead lists the dead and holds their kinds, and how many wait for a decision, against what is wanted.
func (k *desk) dead(want string, undecided int) []Job {
	k.t.Helper()
	all, err := k.Dead(k.t.Context())
	n, failed := k.Undecided(k.t.Context())
	if got := kinds(all); got != want || n != undecided || err != nil || failed != nil {
		k.t.Fatalf("dead: %s, want %s; %d to decide on, want %d; %v, %v", got, want, n, undecided, err, failed)
	}
	return all
}

func (k *desk) purge() {
	k.t.Helper()
	if err := k.Purge(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
}

func (k *desk) decided(decide func(context.Context, string) (int, error), id string, want int) {
	k.t.Helper()
	if n, err := decide(k.t.Context(), id); err != nil || n != want {
		k.t.Errorf("%s: %d, want %d; %v", id, n, want, err)
	}
}

// alive is the id of a job that waits for its time.
func (k *desk) alive() string {
	k.t.Helper()
	k.put("later", "later", 1000*24*time.Hour)
	for _, job := range k.jobs() {
		if job.Kind == "later" {
			return job.ID
		}
	}
	return ""
}
