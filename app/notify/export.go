package notify

import (
	"context"
	"time"
)

// exportedChoices are how a person hears of news, and on what.
type exportedChoices struct {
	PushReply bool `json:"push_reply"`
	PushAsk   bool `json:"push_ask"`
	PushSolve bool `json:"push_solve"`
	MailReply bool `json:"mail_reply"`
	MailAsk   bool `json:"mail_ask"`
	MailSolve bool `json:"mail_solve"`
	PushText  bool `json:"push_text"`
	Subject   bool `json:"mail_subject"`
	Quiet
	Muted   []Mute           `json:"muted"`
	Devices []exportedDevice `json:"devices"`
}

type exportedDevice struct {
	Name        string     `json:"name"`
	CreatedAt   time.Time  `json:"created_at"`
	DeliveredAt *time.Time `json:"delivered_at,omitempty"`
}

// Export is what a person takes along of it.
func (n *Notifier) Export(ctx context.Context, person int64) (any, error) {
	chosen, err := n.Choices(ctx, person)
	if err != nil {
		return nil, err
	}
	d := exportedChoices{
		PushReply: chosen.Wants("reply", ByPush), PushAsk: chosen.Wants("ask", ByPush), PushSolve: chosen.Wants("solve", ByPush),
		MailReply: chosen.Wants("reply", ByMail), MailAsk: chosen.Wants("ask", ByMail), MailSolve: chosen.Wants("solve", ByMail),
		PushText: chosen.PushText, Subject: chosen.MailSubject, Quiet: chosen.Quiet, Muted: []Mute{}, Devices: []exportedDevice{},
	}
	muted, err := n.Mutes(ctx, person)
	if err != nil {
		return nil, err
	}
	d.Muted = append(d.Muted, muted...)
	devices, err := n.Devices(ctx, person)
	if err != nil {
		return nil, err
	}
	for _, one := range devices {
		device := exportedDevice{Name: one.Name, CreatedAt: one.CreatedAt.UTC()}
		if at := one.DeliveredAt.UTC(); !one.DeliveredAt.IsZero() {
			device.DeliveredAt = &at
		}
		d.Devices = append(d.Devices, device)
	}
	return d, nil
}
