package access

import (
	"testing"
	"time"

	"hilo/app/desk"
)

// Whoever installs Hilo becomes its first admin, by a link that works once.
func TestSetup(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		void, needed, err := s.Staff.SetupToken(t.Context())
		must(t, err)
		token, _, err := s.Staff.SetupToken(t.Context())
		must(t, err)
		if !needed {
			t.Fatal("not needed")
		}
		for range 3 {
			if person, setup, err := s.Staff.Link(t.Context(), token); err != nil || !setup || person != nil {
				t.Errorf("%v %v %v", person, setup, err)
			}
		}
		_, _, err = s.Staff.Link(t.Context(), void)
		refused(t, err, "problem.unknown")
		_, err = s.Staff.UseLink(t.Context(), token, Newcomer{Email: "no", Name: "Ada"}, here)
		refused(t, err, "access.email.invalid")
		_, err = s.Staff.UseLink(t.Context(), token, Newcomer{Email: "ada@example.com"}, here)
		refused(t, err, "access.name.empty")
		won := together(20, func() error {
			_, err := s.Staff.UseLink(t.Context(), token, Newcomer{"Ada@example.com", " Ada  Blum "}, here)
			return err
		})
		if won != 1 || s.count("people WHERE role = 'admin' AND email = 'ada@example.com' AND name = 'Ada Blum'") != 1 {
			t.Errorf("%d won", won)
		}
		if _, needed, err := s.Staff.SetupToken(t.Context()); err != nil || needed {
			t.Errorf("needed %v, %v", needed, err)
		}
	})
}

// A set-up link is void after half an hour, or once there is staff.
func TestSetupExpires(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		token, _, err := s.Staff.SetupToken(t.Context())
		must(t, err)
		s.pass(30 * time.Minute)
		_, err = s.Staff.UseLink(t.Context(), token, Newcomer{"ada@example.com", "Ada"}, here)
		refused(t, err, "problem.unknown")
		token, _, err = s.Staff.SetupToken(t.Context())
		must(t, err)
		_, err = s.Staff.Add(t.Context(), "sam@example.com", "Sam", false)
		must(t, err)
		_, _, err = s.Staff.Link(t.Context(), token)
		refused(t, err, "problem.unknown")
		_, err = s.Staff.UseLink(t.Context(), token, Newcomer{"ada@example.com", "Ada"}, here)
		refused(t, err, "problem.unknown")
	})
}

// An agent's link works once, within a day; leaving ends the sessions.
func TestStaffLink(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		customer := s.signIn("sam@example.com").Cookie
		token, err := s.Staff.Add(t.Context(), "Sam@example.com", "Sam Green", false)
		must(t, err)
		_, err = s.Sessions.Viewer(t.Context(), customer)
		refused(t, err, "problem.nobody")
		person, setup, err := s.Staff.Link(t.Context(), token)
		must(t, err)
		if setup || person.Name != "Sam Green" || person.Role != desk.Agent {
			t.Errorf("%+v", person)
		}
		grant, err := s.Staff.UseLink(t.Context(), token, Newcomer{}, here)
		must(t, err)
		if grant.Kind != KindStaff || grant.Next != "/desk" {
			t.Errorf("%+v", grant)
		}
		_, err = s.Staff.UseLink(t.Context(), token, Newcomer{}, here)
		refused(t, err, "problem.unknown")
		v, err := s.Sessions.Viewer(t.Context(), grant.Cookie)
		must(t, err)
		if v.Person.Role != desk.Agent {
			t.Errorf("role %q", v.Person.Role)
		}
		ear, stop := s.bell.Listen(SessionTopic(v.Session.ID))
		defer stop()
		unused, err := s.Staff.Add(t.Context(), "eva@example.com", "Eva", true)
		must(t, err)
		must(t, s.Staff.Remove(t.Context(), "eva@example.com"))
		_, _, err = s.Staff.Link(t.Context(), unused)
		refused(t, err, "problem.unknown")
		must(t, s.Staff.Remove(t.Context(), "sam@example.com"))
		_, err = s.Sessions.Viewer(t.Context(), grant.Cookie)
		refused(t, err, "problem.nobody")
		if !heard(ear) {
			t.Error("no ring")
		}
		refused(t, s.Staff.Remove(t.Context(), "sam@example.com"), "access.staff.unknown")
		late, err := s.Staff.Add(t.Context(), "sam@example.com", "", false)
		must(t, err)
		s.pass(24 * time.Hour)
		_, err = s.Staff.UseLink(t.Context(), late, Newcomer{}, here)
		refused(t, err, "problem.unknown")
	})
}

// A role that is taken away by hand ends staff sessions too, and a customer's
// session never opens the desk.
func TestRoleChanges(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		_, err := s.Staff.Add(t.Context(), "sam@example.com", "Sam", false)
		must(t, err)
		staff, customer := s.signIn("sam@example.com"), s.signIn(ana)
		_, err = s.db.NewRaw("UPDATE people SET role = CASE WHEN email = ? THEN 'admin' ELSE '' END", ana).Exec(t.Context())
		must(t, err)
		_, err = s.Sessions.Viewer(t.Context(), staff.Cookie)
		refused(t, err, "problem.nobody")
		v, err := s.Sessions.Viewer(t.Context(), customer.Cookie)
		must(t, err)
		if v.Person.Role.Staff() {
			t.Error("a customer's session has a role")
		}
	})
}

// Words sent with a dead session wait for their writer.
func TestPark(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		p := s.signIn(ana).Person
		for _, say := range []string{"first", "second"} {
			cookie, err := s.KeepUnsent(t.Context(), "203.0.113.7", desk.Draft{Ticket: 12345678, Body: say, Key: "key"})
			must(t, err)
			for range 2 {
				must(t, s.RestoreUnsent(t.Context(), cookie, p.ID))
			}
		}
		must(t, s.RestoreUnsent(t.Context(), "", p.ID))
		if s.count("drafts") != 1 || s.count("drafts WHERE person_id = ? AND ticket = 12345678 AND body = 'second' AND key = 'key'", p.ID) != 1 {
			t.Error("the draft is not there")
		}
		must(t, s.desk.Drafts.Save(t.Context(), desk.SignedIn(p), desk.Draft{Subject: "A title", Body: "half a question", Key: "begun"}))
		cookie, err := s.KeepUnsent(t.Context(), "203.0.113.7", desk.Draft{Body: "shared words"})
		must(t, err)
		must(t, s.RestoreUnsent(t.Context(), cookie, p.ID))
		d, err := s.desk.Drafts.Of(t.Context(), desk.SignedIn(p), 0)
		must(t, err)
		if d.Subject != "A title" || d.Body != "half a question\n\nshared words" || d.Key != "begun" {
			t.Errorf("of what was begun there is %q, %q, %q", d.Subject, d.Body, d.Key)
		}
		for range 17 {
			_, err := s.KeepUnsent(t.Context(), "203.0.113.7", desk.Draft{Body: "x"})
			must(t, err)
		}
		_, err = s.KeepUnsent(t.Context(), "203.0.113.7", desk.Draft{Body: "x"})
		refused(t, err, "problem.too_many")
	})
}
