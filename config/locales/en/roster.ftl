# Who is on duty out of hours.

nav-roster = Duty roster
roster-title = Duty roster
roster-empty = Nobody is on duty.
roster-who = Who is on duty
roster-phone = Telephone
roster-phone-hint = What is urgent is told by text message too, if it is a mobile number.
roster-begins = From
roster-ends = Until
roster-put = Put on duty
roster-take = Take off the roster
done-roster-put = Put on duty.
done-roster-take = Taken off the roster.
roster-now = On duty now
