"""From event logs to one row for each customer.

history                    all that is known: config, logs, master data
logs                       event tables as they are used: whose, when, how much, of what category
unused                     what of a log could not be used, counted and listed
master                     what is known beside events, and since when
windows                    the calendar: cutoffs, observation and outcome windows, what data cover
features                   a column of the table of customers; one grouped query per table
marks                      what is asked of single events, and features that count the answers
families                   the features, each declared once, with names in both languages
collecting                 how queries over very many customers are run
labels                     who churned in the outcome window, in which way
tiers                      value tiers by amounts, and who moved between them
population                 who is a customer at a cutoff
customers                  all of it at each cutoff -> the table that is prepared like any other
telling, texts             what there is to say about all that, in every language
"""
