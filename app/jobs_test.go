package app_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"hilo/app"
	"hilo/app/bench/rig"
)

// Beside the running server an operator sees which mails were given up and why, has them
// sent again once the mail server takes them, or drops them.
func givesUp(t *testing.T, file string) {
	ctx := within(t, time.Minute)
	site := found(t, file)
	serve(ctx, t, site)
	run := func(code int, args string, says ...string) string {
		t.Helper()
		got, out, said, err := site.Run(ctx, strings.Fields(args)...)
		ok(t, err)
		for _, want := range says {
			if got != code || !strings.Contains(out+said, want) {
				t.Errorf("hilo %s exits %d and says %q, want %d and %q", args, got, out+said, code, want)
			}
		}
		if strings.Contains(out+said, "@") || strings.Contains(out+said, "/g/") {
			t.Errorf("hilo %s shows an address or a link: %q", args, out+said)
		}
		return out
	}
	list := func(n int) (all app.GivenUpJobs) {
		t.Helper()
		for {
			if out := run(0, "jobs --json", "["); json.Unmarshal([]byte(out), &all) != nil || ctx.Err() != nil {
				t.Fatalf("waited in vain for %d: %s", n, out)
			}
			if len(all) == n {
				return all
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	run(0, "jobs", "nothing was given up")
	run(0, "jobs retry all", "0 done again")
	run(0, "jobs drop all", "0 dropped")
	site.Post.Refuse(&smtp.SMTPError{Code: 550, Message: "no such user marta@example.com"})
	asks := func(who string) {
		t.Helper()
		form := rig.Question("A question", "Where is it?", "open "+who)
		form.Set("email", who+"@example.com")
		_, err := rig.NewBrowser(site.Addr, site.Post, nil).PostWanting(ctx, 201, "/tickets", form)
		ok(t, err)
	}
	for i, who := range []string{"marta", "nuria"} {
		asks(who)
		list(i + 1)
	}
	all := list(2)
	nuria, marta := all[0], all[1]
	if marta.Kind != "received" || marta.Ticket == 0 || marta.Tries != 1 || marta.Spent || !strings.Contains(marta.Why, "550") {
		t.Errorf("%+v", marta)
	}
	run(0, "jobs", marta.ID+"  received, ticket "+fmt.Sprint(marta.Ticket), "after 1 failed tries", "550")
	run(1, "jobs retry none", "there is no given up job none")
	run(1, "jobs retry", `expected "<id>"`)
	site.Post.Refuse(nil)
	run(0, "jobs drop "+nuria.ID, "1 dropped")
	run(1, "jobs drop "+nuria.ID, "there is no given up job")
	run(0, "jobs", ", dropped ")
	run(0, "jobs retry all", "1 done again")
	run(0, "jobs retry "+nuria.ID, "1 done again")
	list(0)
	asks("petra") // the server looks for jobs at once
	for _, who := range []string{"marta", "nuria", "petra"} {
		_, err := site.Post.Await(ctx, 0, who+"@example.com", "/g/")
		ok(t, err)
	}
}
