"""From event logs to one row for each customer.

history                    all that is known: config, logs, master data
logs                       event tables as they are used: whose, when, how much, of what category
master                     what is known beside events, and since when
windows                    the calendar: cutoffs, observation and outcome windows, what data cover
features                   declared once, with names in both languages; one grouped query per table
labels                     who churned in the outcome window, in which way
tiers                      value tiers by spending, and who moved between them
population                 who is a customer at a cutoff
customers                  all of it at each cutoff -> the table that is prepared like any other
"""
