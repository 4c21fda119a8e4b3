package web_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// How Ana hears of news is hers to download, too.
func TestExportHasChoices(t *testing.T) {
	site := sitetest.Start(t)
	b, n := site.As(ana), site.Ticket(ana, desk.StatusOpen).Number
	b.Post("/settings/notifications", url.Values{"mail_ask": {"on"}, "quiet_from": {"22:00"}, "quiet_to": {"08:00"}})
	b.Post(fmt.Sprint("/tickets/", n, "/mute"), url.Values{"level": {"needed"}})
	var data struct {
		Notifications struct {
			MailAsk   bool   `json:"mail_ask"`
			PushAsk   bool   `json:"push_ask"`
			QuietFrom string `json:"quiet_from"`
			Muted     []struct {
				Ticket int64
				Level  string
			}
			Devices []struct{}
		}
	}
	if err := json.Unmarshal([]byte(unzip(t, b.Get("/settings/export"))["data.json"]), &data); err != nil {
		t.Fatal(err)
	}
	x := data.Notifications
	if !x.MailAsk || x.PushAsk || x.QuietFrom != "22:00" || len(x.Muted) != 1 || x.Muted[0].Ticket != n || x.Muted[0].Level != "needed" || x.Devices == nil {
		t.Errorf("%+v", x)
	}
}
