package access

import (
	"cmp"
	"fmt"
	"strings"
	"testing"
	"time"
)

// The first sign-in keeps the browser's zone; nothing overwrites a choice.
func TestZoneOfTheFirstSignIn(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		zone := func(email string) (zone string) {
			must(t, s.db.Read.NewRaw("SELECT timezone FROM people WHERE email = ?", email).Scan(t.Context(), &zone))
			return zone
		}
		from := func(zone string) Client { return Client{Zone: zone} }
		for i, tt := range []struct{ said, want string }{
			{"America/Bogota", "America/Bogota"}, {"Asia/Calcutta", "Asia/Calcutta"}, {"UTC", "UTC"},
			{"", ""}, {"Local", ""}, {"Mars/Olympus", ""}, {"../etc/passwd", ""}, {"/etc/passwd", ""}, {"Europe/Madrid\x00", ""}, {strings.Repeat("a/", 5000), ""},
		} {
			email := fmt.Sprintf("z%d@example.com", i)
			cookie := s.ask(Ask{Email: email})
			_, err := s.FinishSignIn(t.Context(), cookie, s.code(), from(tt.said))
			must(t, err)
			if got := zone(email); got != tt.want {
				t.Errorf("%q: %q, want %q", tt.said, got, tt.want)
			}
			s.pass(2 * time.Minute)
			cookie = s.ask(Ask{Email: email})
			_, err = s.FinishSignIn(t.Context(), cookie, s.code(), from("Asia/Tokyo"))
			must(t, err)
			if want := cmp.Or(tt.want, "Asia/Tokyo"); zone(email) != want {
				t.Errorf("%q, then from Tokyo: %q", tt.said, zone(email))
			}
		}
		token := s.link(s.ticket("guest@example.com"))
		cookie, _, err := s.Guests.SendCode(t.Context(), token, Ask{IP: home})
		must(t, err)
		grant, err := s.Guests.Verify(t.Context(), token, cookie, s.code(), true, from(""))
		must(t, err)
		_, err = s.Guests.Promote(t.Context(), grant.Cookie, from("America/Lima"))
		must(t, err)
		staff, err := s.Staff.Add(t.Context(), "noa@example.com", "Noa", false)
		must(t, err)
		_, err = s.Staff.UseLink(t.Context(), staff, Newcomer{}, from("Europe/Lisbon"))
		must(t, err)
		if zone("guest@example.com") != "America/Lima" || zone("noa@example.com") != "Europe/Lisbon" {
			t.Errorf("a guest's account in %q, an agent in %q", zone("guest@example.com"), zone("noa@example.com"))
		}
	})
}
